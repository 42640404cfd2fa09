package io.kindling.driver.session;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * Registers the column types of Spark SQL. Schemas of Parquet and ORC files are sent through Kryo, and Spark registers
 * only a few of the types.
 */
final class SqlTypes {
    private SqlTypes() {}

    static void register(Kryo kryo) {
        DataType[] singletons = {
            DataTypes.StringType,
            DataTypes.BinaryType,
            DataTypes.BooleanType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType,
            DataTypes.CalendarIntervalType,
            DataTypes.DoubleType,
            DataTypes.FloatType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.NullType
        };
        for (DataType type : singletons) {
            kryo.register(type.getClass());
        }
        Class<?>[] classes = {
            ArrayType.class,
            MapType.class,
            StructType.class,
            StructField.class,
            StructField[].class,
            Metadata.class,
            DecimalType.class,
            CharType.class,
            VarcharType.class,
            DayTimeIntervalType.class,
            YearMonthIntervalType.class
        };
        for (Class<?> type : classes) {
            kryo.register(type);
        }
    }
}
